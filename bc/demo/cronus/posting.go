package cronus

// posted is one posting: positive amounts are debits.
type posted struct {
	account int
	amount  int64
}

// maxPostings of a document.
const maxPostings = 2*maxLines + 2

// postings are those of the posted documents of one kind, in the company's currency.
type postings struct {
	first  []int32
	list   []uint8
	amount []int64
}

func (p *postings) make(n int) {
	p.first, p.list, p.amount = make([]int32, n+1), make([]uint8, 0, n*5), make([]int64, 0, n*5)
}

func (p *postings) size(row int) int { return int(p.first[row+1] - p.first[row]) }

func (p *postings) at(row, k int) posted {
	i := int(p.first[row]) + k
	return posted{int(p.list[i]), p.amount[i]}
}

// post works out what an invoice posts: the party's account, income or cost by group of goods, tax, and for what is sold
// from stock its cost. Invoices in other currencies are turned into the company's. Rows come in their order.
func (b *books) post(row, currency int, lines []line) {
	t, r := b.t, &b.t.roles
	foreign := truth(t.parties.foreign(int(b.party[row])))
	sign := int64(-1) // income is credit
	control, tax := r.receivable[foreign], r.salesTax
	if t.buying {
		sign, control, tax = 1, r.payable[foreign], r.purchaseTax
	}
	var list [maxPostings]posted
	n := 0
	add := func(account int, amount int64) {
		if amount == 0 {
			return
		}
		for i := range list[:n] {
			if list[i].account == account {
				list[i].amount += amount
				return
			}
		}
		list[n] = posted{account, amount}
		n++
	}
	rest := t.local(b.sums[row].total(), currency)
	add(control, -sign*rest)
	first := -1
	for i := range lines {
		x := &lines[i]
		if x.kind == lineComment {
			continue
		}
		account := x.account
		if x.kind == lineGoods {
			account = r.goodsAccount(t, x.item)
		}
		if first < 0 {
			first = account
		}
		net := t.local(x.net, currency)
		rest -= net
		add(account, sign*net)
	}
	taxed := t.local(b.sums[row].tax, currency)
	add(tax, sign*taxed)
	if rest -= taxed; rest != 0 && first >= 0 { // rounding of the exchange
		add(first, sign*rest)
	}
	if !t.buying {
		for i := range lines {
			if x := &lines[i]; x.cost > 0 {
				group := t.goods.ware(x.item).group
				add(r.cost[group], x.cost)
				add(r.stock[group], -x.cost)
			}
		}
	}
	p := &b.postings
	for _, x := range list[:n] {
		p.list, p.amount = append(p.list, uint8(x.account)), append(p.amount, x.amount)
	}
	p.first[row+1] = int32(len(p.list))
}
