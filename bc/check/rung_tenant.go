package check

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"bctui/auth"
)

// tenantRung proves that the tenant exists, without any secret: its openid-configuration is there.
func tenantRung() rung {
	return rung{id: RungTenant, name: "Tenant", needs: []RungID{RungAuthority},
		proves: "The tenant's openid-configuration exists; a domain is resolved to its GUID.", climb: climbTenant}
}

func climbTenant(k *climb) {
	if !k.v.tenantOK {
		k.skip("the tenant can't be one (Input)")
		return
	}
	d, err := k.discover()
	if k.interrupted(err) {
		return
	}
	if err != nil {
		f := explain(err)
		if f.Code == TenantNotFound {
			k.otherClouds(&f)
		}
		k.add(f)
		return
	}
	k.fact("Tenant ID", d.TenantID)
	k.fact("Issuer", d.Issuer)
	k.fact("Token endpoint", d.TokenEndpoint)
	k.fact("Cloud", d.Cloud)
	k.fact("Region", strings.Trim(d.Region+" "+d.SubRegion, " "))
	region := ""
	if d.Region != "" {
		region = " (" + line(d.Region, 20) + ")"
	}
	switch {
	case d.TenantID == "":
		k.say("%s exists", k.v.tenant)
	case isGUID(k.v.tenant):
		k.say("%s exists%s", k.v.tenant, region)
	default:
		k.say("%s is %s%s", k.v.tenant, d.TenantID, region)
	}
}

// clouds are the sign-in services of Microsoft's clouds (reference 1.2).
func clouds() [][2]string {
	return [][2]string{
		{"the public cloud", auth.DefaultAuthority},
		{"the US Government cloud", "https://login.microsoftonline.us"},
		{"the cloud in China (21Vianet)", "https://login.partner.microsoftonline.cn"},
	}
}

// otherClouds asks Microsoft's other clouds for a tenant that this one does not know. A tenant's name is public and
// nothing else is sent; a test server or an authority of one's own is not second-guessed.
func (k *climb) otherClouds(f *Finding) {
	f.Also = []Alternative{
		{Cause: "A typing mistake in the GUID or domain.", Tell: "Entra ID ▸ Overview in the right tenant shows another Tenant ID.", Who: auth.You},
		{Cause: "The tenant was deleted, or has no subscription any more.", Tell: "Nobody can sign in to it at entra.microsoft.com.", Who: auth.EntraAdmin},
		{Cause: "The tenant is in another Microsoft cloud.", Tell: "Its admins sign in at portal.azure.us or portal.azure.cn.", Who: auth.You},
	}
	host := hostOf(orElse(k.v.authority, auth.DefaultAuthority))
	others := clouds()
	own := -1
	for i, c := range others {
		if hostOf(c[1]) == host {
			own = i
		}
	}
	if own < 0 {
		return
	}
	found := make([]bool, len(others))
	asked := make([]bool, len(others))
	var wg sync.WaitGroup
	elsewhere := 0
	for i, c := range others {
		if i == own {
			continue
		}
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(k.ctx, 10*time.Second)
			defer cancel()
			o := k.authOptions()
			o.Cache, o.Timeout, o.Notice = auth.NewCache(), 5*time.Second, nil
			o.Sleep = func(context.Context, time.Duration) error { return errors.New("asked once") }
			_, err := auth.Discover(withTrail(ctx, k.side()), auth.Registration{Tenant: k.v.tenant, Authority: c[1]}, o)
			var no *auth.Error
			found[i] = err == nil
			asked[i] = err == nil || errors.As(err, &no) && isEntras(no)
		})
	}
	wg.Wait()
	for i, c := range others {
		switch {
		case found[i]:
			f.Code = WrongCloud
			f.Title = "the tenant is in another Microsoft cloud"
			f.Cause = "Tenant " + line(k.v.tenant, 80) + " does not exist at " + host + ", and it does exist in " + c[0] + "."
			f.Who = auth.You
			f.Steps = []string{"Set the authority (under “advanced”) to " + c[1], "Set the API URL that belongs to that cloud as well, if Business Central is offered there"}
			f.Link = "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud"
			f.fact("Found at", c[1])
			f.Also = nil
			return
		case asked[i]:
			f.fact("Not known at", hostOf(c[1])+" either")
			elsewhere++
		}
	}
	if elsewhere == len(others)-1 {
		f.Also = f.Also[:2] // the other clouds said no
	}
}

// side gives a trail for questions that are asked by the way.
func (k *climb) side() *trail {
	t := &trail{}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.trails = append(k.trails, t)
	return t
}
