// Package cronus is the data of the embedded tenant: the schema of API v2.0 and the records of a trading company, made
// when they are asked for.
//
// Nothing is stored but what ties records together. Every field of every record is a function of (environment, company,
// set, row, field), so that the same question always has the same answer and starting costs nothing. What must add up
// does: the lines of a document make its totals, open documents make the balances of customers and vendors, the ledger
// posts exactly these documents, every posted document has a sum of zero, and the chart of accounts shows what the ledger
// holds. The few arrays this needs (who bought when, where the lines of a document start) are built on first use, once per
// company (books.go, ledger.go); they come to about 2 MB for the full one with its 250,000 ledger entries.
//
// Three companies stand in each environment: CRONUS USA, Inc. is the full one, My Company is empty, and a third one has
// awkward names: quotes, slashes, other scripts, right-to-left text, control characters, escape sequences
// (awkward.go). Companies and people are fictitious: names that Microsoft uses in its own documentation, names put together
// from common words, domains under .example, and telephone numbers from ranges that are kept free for fiction.
//
// The schema holds the sets that have data here. Navigation properties of the real API that lead to other types
// (pictures, attachments, aged accounts, item variants, …) are left out.
package cronus
