package cronus

import (
	"bctui/bc/demo/model"
)

// Members of itemType.
const (
	typeInventory = iota
	typeService
	typeNonInventory
)

// Groups of goods: they are posted to accounts of their own.
const (
	goodsFurniture = iota
	goodsSupplies
	goodsElectronics
	goodsServices
)

// ware is a kind of item; items are wares of a series. cost is from low to high, in cents.
type ware struct {
	category, name string
	group          int
	typ            int
	unit           int
	low, high      int
	markup         int // percent
	tax            int // place in taxGroupList
}

var wareList = [...]ware{
	{"CHAIR", "Swivel Chair", goodsFurniture, typeInventory, unitPcs, 6_500, 24_000, 70, 1},
	{"CHAIR", "Guest Chair", goodsFurniture, typeInventory, unitPcs, 4_200, 15_500, 65, 1},
	{"DESK", "Desk", goodsFurniture, typeInventory, unitPcs, 18_000, 69_000, 60, 1},
	{"DESK", "Sit-Stand Desk", goodsFurniture, typeInventory, unitPcs, 31_000, 98_000, 55, 1},
	{"TABLE", "Conference Table", goodsFurniture, typeInventory, unitPcs, 29_000, 140_000, 60, 1},
	{"STORAGE", "Storage Unit", goodsFurniture, typeInventory, unitPcs, 9_000, 38_000, 65, 1},
	{"STORAGE", "Mobile Pedestal", goodsFurniture, typeInventory, unitPcs, 7_800, 24_000, 65, 1},
	{"BOARD", "Whiteboard", goodsFurniture, typeInventory, unitPcs, 5_200, 48_000, 75, 1},
	{"LIGHTING", "Desk Lamp", goodsFurniture, typeInventory, unitPcs, 1_400, 7_600, 80, 1},
	{"LIGHTING", "Floor Lamp", goodsFurniture, typeInventory, unitPcs, 4_100, 15_900, 80, 1},
	{"PAPER", "Copy Paper", goodsSupplies, typeInventory, unitBox, 1_600, 3_900, 45, 4},
	{"PAPER", "Notebook", goodsSupplies, typeInventory, unitPack, 310, 1_450, 90, 4},
	{"FILING", "Lever Arch File", goodsSupplies, typeInventory, unitPack, 720, 2_300, 70, 4},
	{"WRITING", "Ballpoint Pen", goodsSupplies, typeInventory, unitPack, 240, 1_100, 110, 4},
	{"BREAKROOM", "Coffee Beans", goodsSupplies, typeInventory, unitKilo, 890, 2_450, 60, 3},
	{"BREAKROOM", "Cup and Saucer Set", goodsSupplies, typeInventory, unitSet, 1_150, 3_800, 75, 4},
	{"MONITOR", "Monitor", goodsElectronics, typeInventory, unitPcs, 11_500, 62_000, 35, 0},
	{"HEADSET", "Headset", goodsElectronics, typeInventory, unitPcs, 3_100, 19_500, 50, 0},
	{"PRINTER", "Printer", goodsElectronics, typeInventory, unitPcs, 14_900, 88_000, 30, 0},
	{"PRINTER", "Toner Cartridge", goodsElectronics, typeInventory, unitPcs, 2_900, 11_900, 55, 0},
	{"DOCKING", "Docking Station", goodsElectronics, typeInventory, unitPcs, 5_900, 21_000, 45, 0},
	{"SERVICE", "Assembly", goodsServices, typeService, unitHour, 2_800, 5_200, 90, 2},
	{"SERVICE", "Repair Service", goodsServices, typeService, unitHour, 3_400, 6_800, 85, 2},
	{"PACKAGING", "Shipping Crate", goodsSupplies, typeNonInventory, unitPcs, 450, 2_600, 40, 4},
}

var series = [...]string{
	"Athens", "Lisbon", "Oslo", "Vienna", "Dublin", "Porto", "Geneva", "Turin", "Malmö", "Bergen", "Ghent", "Lyon", "Seville", "Prague",
	"Tallinn", "Riga", "Vilnius", "Bruges", "Leiden", "Aarhus", "Odense", "Tampere", "Uppsala", "Basel", "Graz", "Salzburg", "Verona", "Siena",
	"Pisa", "Nantes", "Lille", "Cadiz", "Bilbao", "Zagreb", "Split", "Sofia", "Varna", "Cork",
}

// categoryList holds the categories of wareList, sorted.
var categoryList = [...]coded{
	{"BOARD", "Boards and displays"}, {"BREAKROOM", "Breakroom supplies"}, {"CHAIR", "Office chairs"}, {"DESK", "Office desks"},
	{"DOCKING", "Docking stations"}, {"FILING", "Files and folders"}, {"HEADSET", "Headsets"}, {"LIGHTING", "Lamps"},
	{"MONITOR", "Monitors"}, {"PACKAGING", "Packaging"}, {"PAPER", "Paper"}, {"PRINTER", "Printers and toner"},
	{"SERVICE", "Services"}, {"STORAGE", "Storage"}, {"TABLE", "Tables"}, {"WRITING", "Writing"},
}

func categoryRow(code string) int {
	for i := range categoryList {
		if categoryList[i].code == code {
			return i
		}
	}
	return -1
}

// goods are the items of a company, as documents see them.
type goods struct {
	c *company
	d dice
	n int
}

func (c *company) goods() *goods { return &goods{c: c, d: c.seeds[items], n: c.items} }

func (g *goods) ware(row int) *ware { return &wareList[row%len(wareList)] }

func (g *goods) number(row int) string {
	if g.c.awkward && row < len(oddItemNumbers) {
		return oddItemNumbers[row]
	}
	return digits(1000+row, 4)
}

func (g *goods) name(row int) string {
	if g.c.awkward && row <= len(oddItems) {
		if row == len(oddItems) {
			return longText()
		}
		return oddItems[row]
	}
	return series[row/len(wareList)%len(series)] + " " + g.ware(row).name
}

// short is the name as far as a line of a document takes it.
func (g *goods) short(row int) string { return clip(g.name(row), 100) }

// clip keeps the first n characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// cost of one unit in cents of the company's currency.
func (g *goods) cost(row int) int64 {
	w := g.ware(row)
	return int64(w.low+g.d.below(row, fieldPrice, w.high-w.low)) / 5 * 5
}

// price of one unit in cents, without tax.
func (g *goods) price(row int) int64 {
	markup := int64(g.ware(row).markup - 10 + g.d.below(row, fieldMarkup, 21))
	return g.cost(row) * (100 + markup) / 100 / 10 * 10
}

// gtin with its check digit, from the range that is kept for use within a company.
func (g *goods) gtin(row int) string {
	if g.ware(row).typ != typeInventory {
		return ""
	}
	code := "29" + pattern("##########", g.d.roll(row, fieldTaxID))
	sum := 0
	for i, r := range code {
		weight := 1 + i%2*2
		sum += int(r-'0') * weight
	}
	return code + digits((10-sum%10)%10, 1)
}

func productGroup(group int) int {
	return [...]int{goodsFurniture: 1, goodsSupplies: 3, goodsElectronics: 0, goodsServices: 2}[group]
}

var itemColumns = [...]column[*goods]{
	{name: "number", text: (*goods).number},
	{name: "displayName", text: (*goods).name},
	{name: "displayName2", text: func(g *goods, r int) string {
		if g.ware(r).group == goodsFurniture && g.d.chance(r, fieldNote, 30) {
			return [...]string{"black", "light oak", "white", "walnut", "grey felt"}[g.d.below(r, fieldNote, 5_000)%5]
		}
		return ""
	}},
	{name: "type", value: func(g *goods, r int) model.Value { return model.E(g.ware(r).typ) }},
	{name: "itemCategoryId", value: func(g *goods, r int) model.Value { return g.c.id(itemCategories, categoryRow(g.ware(r).category)) }},
	{name: "itemCategoryCode", text: func(g *goods, r int) string { return g.ware(r).category }},
	{name: "blocked", value: func(g *goods, r int) model.Value { return model.B(g.d.chance(r, fieldBlocked, 2)) }},
	{name: "gtin", text: (*goods).gtin},
	{name: "inventory", value: func(g *goods, r int) model.Value {
		if g.c.awkward && r == 3 {
			return model.D(-333333, 5) // sold before it came in, and not in whole units
		}
		if g.ware(r).typ != typeInventory {
			return model.D(0, 0)
		}
		return model.D(int64(skewed(g.d.roll(r, fieldStock), 900)), 0)
	}},
	{name: "unitPrice", value: func(g *goods, r int) model.Value { return model.D2(g.price(r)) }},
	{name: "unitCost", value: func(g *goods, r int) model.Value { return model.D2(g.cost(r)) }},
	{name: "taxGroupId", value: func(g *goods, r int) model.Value { return g.c.id(taxGroups, g.ware(r).tax) }},
	{name: "taxGroupCode", text: func(g *goods, r int) string { return taxGroupList[g.ware(r).tax].code }},
	{name: "baseUnitOfMeasureId", value: func(g *goods, r int) model.Value { return g.c.id(unitsOfMeasure, g.ware(r).unit) }},
	{name: "baseUnitOfMeasureCode", text: func(g *goods, r int) string { return unitList[g.ware(r).unit].code }},
	{name: "generalProductPostingGroupId", value: func(g *goods, r int) model.Value {
		return g.c.id(generalProductPostingGroups, productGroup(g.ware(r).group))
	}},
	{name: "generalProductPostingGroupCode", text: func(g *goods, r int) string {
		return productGroupList[productGroup(g.ware(r).group)].code
	}},
	{name: "inventoryPostingGroupId", value: func(g *goods, r int) model.Value {
		return g.c.ref(inventoryPostingGroups, stockGroup(g.ware(r)))
	}},
	{name: "inventoryPostingGroupCode", text: func(g *goods, r int) string {
		if i := stockGroup(g.ware(r)); i >= 0 {
			return postingGroupList[i].code
		}
		return ""
	}},
}

func (c *company) openItems() model.Table {
	g := c.goods()
	t := newRowTable(c, items, g, g.n, itemColumns[:])
	t.since = opening
	t.orderedBy(c.sorted("number")...)
	return t
}

// stockGroup is the place in postingGroupList of what is kept in stock, else -1.
func stockGroup(w *ware) int {
	if w.typ != typeInventory {
		return -1
	}
	return [...]int{goodsFurniture: 1, goodsSupplies: 2, goodsElectronics: 0, goodsServices: -1}[w.group]
}
