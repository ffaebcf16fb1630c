package check

// rung is one step. climb does the work: it asks, notes facts and findings, and the verdict follows from the worst
// finding.
type rung struct {
	id     RungID
	name   string
	proves string   // how, in one sentence
	needs  []RungID // that must have been climbed before
	climb  func(k *climb)
}

// ladder lists the rungs from the ground up. A rung begins when those that it needs have ended; rungs that do not need
// each other are climbed side by side.
func ladder() []rung {
	return []rung{
		inputRung(),
		authorityRung(),
		tenantRung(),
		tokenRung(),
		claimsRung(),
		environmentsRung(),
		setupRung(),
		companyRung(),
		accessRung(),
		rightsRung(),
	}
}

// RungInfo describes a rung, for a screen that shows the ladder before it is climbed.
type RungInfo struct {
	ID     RungID
	Name   string
	Proves string
	Needs  []RungID
}

// Ladder lists the rungs in order.
func Ladder() []RungInfo {
	var out []RungInfo
	for _, r := range ladder() {
		out = append(out, RungInfo{r.id, r.name, r.proves, append([]RungID(nil), r.needs...)})
	}
	return out
}

func place(id RungID) int {
	for i, r := range ladder() {
		if r.id == id {
			return i
		}
	}
	return -1
}
