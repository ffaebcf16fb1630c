package intake

import (
	"strings"
	"sync"
	"unicode"
)

// field is what a name in a pasted text stands for.
type field int

const (
	fieldNone field = iota
	fieldTenant
	fieldClient
	fieldSecret
	fieldPassword // a secret only beside a client ID
	fieldSecretID
	fieldEnvironment
	fieldCompany
	fieldCompanyID
	fieldMandant // German: Entra's tenant, and Business Central's company
	fieldAuthority
	fieldAPI
	fieldAddress // a URL that may be anybody's: only what it says by its form is taken
	fieldScope
)

// fieldOf tells what a name stands for: a variable, a JSON member, a label of the portal in one of its languages.
func fieldOf(label string) field {
	if len(label) > 120 {
		return fieldNone
	}
	k := foldKey(label)
	if f := lookupKey(k); f != fieldNone {
		return f
	}
	// "Client ID (of the app)", "Application ID [bctui]"
	if i := strings.IndexAny(label, "(["); i > 0 {
		if f := lookupKey(foldKey(label[:i])); f != fieldNone {
			return f
		}
	}
	// "AZURE_AD_TENANT_ID", "Your client secret", "BC_PROD_CLIENT_ID", "bcEnvironmentName"
	for _, s := range suffixes {
		if len(k) > len(s.key) && len(k) <= len(s.key)+28 && strings.HasSuffix(k, s.key) {
			return s.field
		}
	}
	return fieldNone
}

// foldKey keeps letters and digits, in lower case and without the usual accents, so that AZURE_CLIENT_ID, "client-id"
// and "Client ID" are one name.
func foldKey(s string) string {
	var b strings.Builder
	for _, r := range s {
		r = unicode.ToLower(r)
		switch r {
		case 'á', 'à', 'â', 'ä', 'ã', 'å', 'ą':
			r = 'a'
		case 'é', 'è', 'ê', 'ë', 'ę':
			r = 'e'
		case 'í', 'ì', 'î', 'ï':
			r = 'i'
		case 'ó', 'ò', 'ô', 'ö', 'õ', 'ø':
			r = 'o'
		case 'ú', 'ù', 'û', 'ü':
			r = 'u'
		case 'ç', 'ć':
			r = 'c'
		case 'ñ', 'ń':
			r = 'n'
		case 'ß':
			b.WriteString("ss")
			continue
		case 'æ':
			b.WriteString("ae")
			continue
		case 'œ':
			b.WriteString("oe")
			continue
		case 'ł':
			r = 'l'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// names are what the fields are called, folded by foldKey: by programs, and by the portals in their languages. Nobody changes
// the list. As a switch it would be 12 kB of code.
var names = [...]struct {
	field field
	names string // parted by blanks
}{
	{fieldTenant, "tenantid tenant tenantguid tenantdomain tenantname directoryid directorytenantid aadtenant aadtenantid " +
		"primarydomain homedirectory hometenantid " +
		"verzeichnisid verzeichnisidmandant verzeichnismandantenid mandantenid mandantid tenantkennung " +
		"mappeid mappeidlejer lejerid katalogid katalogidleier katalogidlejer leierid katalogidklientorganisation klientorganisationsid " +
		"mapid maptenantid mapidtenant directoryidtenant " +
		"iddelannuaire iddelannuairelocataire iddannuaire iddannuairelocataire iddulocataire idlocataire iddetenant " +
		"iddedirectorio iddedirectorioinquilino iddeldirectorio iddeinquilino idinquilino iddelinquilino " +
		"iddirectory iddirectorytenant iddeltenant idtenant " +
		"iddodiretorio iddodiretoriolocatario iddolocatario identyfikatorkatalogudzierzawy identyfikatordzierzawy"},
	{fieldClient, "clientid applicationid appid applicationclientid appclientid clientapplicationid applicationidclientid appidclientid " +
		"serviceprincipalid serviceprincipalclientid spclientid spnclientid spn client clientguid consumerid appregistrationid " +
		"anwendungsid anwendungsidclient anwendungsidclientid anwendungsclientid anwendungsidclientkennung clientkennung " +
		"programid programidklient programidklientid klientid appidklient applikationsid applikationsidklient applikationsklientid " +
		"programidklientprogram " +
		"toepassingsid toepassingsidclient toepassingsclientid appidclient clienttoepassingsid " +
		"iddapplication iddapplicationclient iddelapplication iddelapplicationclient idclient idduclient " +
		"iddeaplicacion iddeaplicacioncliente iddelaaplicacion iddelaaplicacioncliente idcliente iddecliente iddelcliente " +
		"idapplicazione idapplicazioneclient " +
		"iddoaplicativo iddoaplicativocliente iddocliente identyfikatoraplikacji identyfikatoraplikacjiklienta"},
	{fieldSecret, "clientsecret clientsecretvalue secret secretvalue appsecret applicationsecret azuresecret spsecret apppassword " +
		"serviceprincipalkey serviceprincipalsecret clientkey appkey clientpassword valueofthesecret secretclientvalue valueclientsecret " +
		"geheimerclientschlussel geheimerschlussel geheimerclientschlusselwert wertdesgeheimenclientschlussels clientschlussel clientgeheimnis geheimnis " +
		"geheimniswert wertdesgeheimnisses wertdesclientgeheimnisses clientgeheimniswert wertgeheimnis " +
		"klienthemmelighed hemmelighed klienthemmelighedvaerdi klienthemmelighedensvaerdi vaerdiafklienthemmelighed hemmelighedsvaerdi vaerdiafhemmelighed " +
		"klienthemmelighet hemmelighet klienthemlighet hemlighet klienthemlighetvarde " +
		"clientgeheim geheim clientgeheimwaarde waardeclientgeheim waardevanclientgeheim waardevanhetclientgeheim geheimewaarde waardegeheim " +
		"secretclient secretduclient valeurdusecret valeurdusecretclient valeursecretclient valeursecret " +
		"secretodecliente secretodelcliente secretocliente secreto valordelsecreto valordelsecretodecliente valordelsecretodelcliente valordesecreto " +
		"segretoclient segreto valoresegreto valoredelsegreto " +
		"segredodocliente segredo valordosegredo wpistajny kluczklienta"},
	{fieldPassword, "password pwd passwort kennwort adgangskode wachtwoord motdepasse contrasena"},
	{fieldSecretID, "secretid clientsecretid keyid geheimnisid geheimeid geheimeidclient hemmelighedsid idsecret iddusecret iddelsecreto geheimid idsegreto"},
	{fieldEnvironment, "environment environmentname bcenvironment bcenvironmentname bcenv bcenvname businesscentralenvironment " +
		"businesscentralenvironmentname d365environment d365bcenvironment environmentofbusinesscentral d365environmentname " +
		"umgebung umgebungsname namederumgebung miljo miljonavn miljonamn omgeving omgevingsnaam environnement nomdelenvironnement nomenvironnement " +
		"entorno nombredelentorno nombreentorno ambiente nomeambiente"},
	{fieldCompany, "company companyname bccompany bccompanyname firma firmenname mandantenname regnskab regnskabsnavn virksomhed selskap " +
		"bedrijf bedrijfsnaam administratie societe nomdelasociete empresa nombredelaempresa nombreempresa azienda societa foretag"},
	{fieldCompanyID, "companyid bccompanyid companyguid firmenid mandantenguid regnskabsid bedrijfsid idempresa idsociete"},
	{fieldMandant, "mandant"},
	{fieldAuthority, "authority authorityhost authorityurl authorityhosturl azureauthorityhost instance activedirectoryendpointurl bcauthority aadauthority aadinstance"},
	{fieldAPI, "bcapi bcapiurl bcbaseurl bcurl bcapihost bcapibaseurl businesscentralurl businesscentralapiurl"},
	{fieldAddress, "loginurl loginendpoint tokenurl tokenendpoint tokenuri accesstokenurl oauthtokenurl oauth2tokenurl accesstokenuri authurl oauthauthority " +
		"api apiurl apihost apibaseurl apibase apiendpoint baseurl serviceurl odataurl odatav4url webserviceurl apiuri"},
	{fieldScope, "scope scopes bcscope azurescope oauthscope apiscope"},
}

// byName is built when the first text is read, not at start.
var byName = sync.OnceValue(func() map[string]field {
	m := make(map[string]field, 400)
	for i := range names {
		for name := range strings.FieldsSeq(names[i].names) {
			m[name] = names[i].field
		}
	}
	return m
})

func lookupKey(k string) field { return byName()[k] }

type suffix struct {
	key   string
	field field
}

// suffixes are the ends of longer names that are certain enough, the more special ones first. Nobody changes the list.
var suffixes = [...]suffix{
	{"clientsecretid", fieldSecretID}, {"secretkeyid", fieldSecretID}, {"secretid", fieldSecretID},
	{"clientsecretvalue", fieldSecret}, {"clientsecret", fieldSecret}, {"appsecret", fieldSecret}, {"applicationsecret", fieldSecret}, {"secretvalue", fieldSecret},
	{"tenantid", fieldTenant}, {"directorytenantid", fieldTenant}, {"aadtenant", fieldTenant},
	{"clientid", fieldClient}, {"applicationid", fieldClient}, {"applicationclientid", fieldClient},
	{"bcenvironment", fieldEnvironment}, {"bcenvironmentname", fieldEnvironment}, {"businesscentralenvironment", fieldEnvironment},
	{"authorityhost", fieldAuthority}, {"tokenendpoint", fieldAddress},
	{"bccompanyname", fieldCompany}, {"bccompanyid", fieldCompanyID}, {"bccompany", fieldCompany},
}
