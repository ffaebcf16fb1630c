package cronus

import (
	"sync"
	"time"

	"bctui/bc/demo/model"
)

// Dataset is API v2.0 of the embedded tenant. It implements model.Dataset; all methods may be called at once.
type Dataset struct {
	schema    func() *model.Schema
	companies []*company
}

var _ model.Dataset = (*Dataset)(nil)

// New gives the embedded tenant. It builds nothing: schema, tables and the books behind them come into being when they are
// asked for.
func New() *Dataset {
	d := &Dataset{schema: sync.OnceValue(func() *model.Schema {
		return mustSchema(masterShape, salesShape, purchaseShape, financeShape)
	})}
	for i := range planList {
		d.companies = append(d.companies, newCompany(&planList[i], d.schema))
	}
	return d
}

// mustSchema is for the schemas of this package: a mistake in them is one of the program, and every test meets it.
func mustSchema(parts ...string) *model.Schema {
	s, err := parseSchema(parts...)
	if err != nil {
		panic("cronus: " + err.Error())
	}
	return s
}

// Schema of API v2.0, as far as this tenant has data for it.
func (d *Dataset) Schema() *model.Schema { return d.schema() }

// Companies of an environment; nil when there is no such environment.
func (d *Dataset) Companies(environment string) []model.Company {
	var out []model.Company
	for _, c := range d.companies {
		if c.environment == environment {
			out = append(out, c.record())
		}
	}
	return out
}

// Table of one set of a company; false when it holds nothing.
func (d *Dataset) Table(environment, companyID, set string) (model.Table, bool) {
	no, ok := setByName(set)
	if !ok {
		return nil, false
	}
	for _, c := range d.companies {
		if c.environment == environment && c.plan.id == companyID {
			return c.table(no)
		}
	}
	return nil, false
}

// company is one company with what is already known of it.
type company struct {
	*plan
	schema func() *model.Schema
	keys   [setCount]idKey
	seeds  [setCount]dice

	tables [setCount]struct {
		once sync.Once
		t    model.Table
	}
	selling, buying *trade // read them through sales and purchases, which fill them first
	ledger          func() *ledger
	balances        func() *balances
}

func newCompany(p *plan, schema func() *model.Schema) *company {
	c := &company{plan: p, schema: schema}
	for i := range setCount {
		seed := mix(p.seed<<8 | uint64(i))
		c.keys[i] = newIDKey(seed)
		c.seeds[i] = dice(mix(seed))
	}
	c.selling, c.buying = newTrade(c, false), newTrade(c, true)
	c.ledger = sync.OnceValue(func() *ledger { return newLedger(c) })
	c.balances = sync.OnceValue(func() *balances { return newBalances(c.ledger()) })
	return c
}

func (c *company) record() model.Company {
	const system = "00000000-0000-0000-0000-000000000001"
	version := productionVersion
	if c.environment == "Sandbox" {
		version = sandboxVersion
	}
	created := time.UnixMilli(c.moment(companyInformation, 0, opening)).UTC()
	return model.Company{
		ID: c.plan.id, SystemVersion: version, Timestamp: int64(4006 + c.seed*95_963), Name: c.name, DisplayName: c.display,
		CreatedAt: created, CreatedBy: system,
		ModifiedAt: created.AddDate(4, int(c.seed%7), int(c.seed)), ModifiedBy: system,
	}
}

// sales and purchases are the documents, ready to be read.
func (c *company) sales() *trade     { c.selling.ready(); return c.selling }
func (c *company) purchases() *trade { c.buying.ready(); return c.buying }

// id of a record.
func (c *company) id(set setNo, row int) model.Value { return c.keys[set].id(row) }

// table is opened on first use.
func (c *company) table(set setNo) (model.Table, bool) {
	if c.empty && set != companyInformation {
		return nil, false
	}
	slot := &c.tables[set]
	slot.once.Do(func() { slot.t = c.open(set) })
	return slot.t, slot.t != nil
}

// typeOf the records of a set.
func (c *company) typeOf(set setNo) *model.Type {
	s := c.schema()
	return s.Type(s.Set(setNames[set]).Type)
}

// moment is a time of day (working hours of the US, in UTC) on a day, in milliseconds: the same for the same record.
func (c *company) moment(set setNo, row, day int) int64 {
	const start, length = 13 * 3_600_000, 10 * 3_600_000
	return int64(day)*86_400_000 + start + int64(c.seeds[set].below(row, fieldMoment, length))
}

// modified is when a record was last changed: mostly not long ago, never before the day it was created.
func (c *company) modified(set setNo, row, created int) model.Value {
	day := anchor - skewed(c.seeds[set].roll(row, fieldModified), anchor-created+1)
	return model.Millis(c.moment(set, row, day))
}
