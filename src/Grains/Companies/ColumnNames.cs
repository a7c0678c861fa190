namespace Streams.Grains.Companies;

/// <summary>The usual column names. Case, spaces and punctuation are ignored: <c>Headquarters (City)</c> is <c>headquarterscity</c>.</summary>
internal static class ColumnNames
{
    // Within a field, earlier names take precedence, and lists follow the same order: broadest industry first, nearest place first.
    private static readonly Dictionary<CompanyField, string[]> Usual = new()
    {
        [CompanyField.Name] =
        [
            "companyname", "organizationname", "organisationname", "legalname", "registeredname", "businessname", "name", "company", "organization",
            "organisation", "security", "issuer",
        ],
        [CompanyField.Industry] =
        [
            "gicssector", "sector", "industrygroup", "industry", "gicsindustry", "gicssubindustry", "subindustry", "subsector", "category", "vertical",
        ],
        [CompanyField.Categories] = ["sectors", "industrygroups", "industries", "categories", "tags"],
        [CompanyField.Location] =
        [
            "headquarterslocation", "headquarters", "hqlocation", "hq", "location", "locations", "address", "headquarterscity", "hqcity", "city", "town",
            "headquartersstate", "state", "region", "province", "county", "headquartersregion", "headquarterscountry", "hqcountry", "country", "countryname",
            "countryregion",
        ],
        [CompanyField.Founded] = ["founded", "yearfounded", "foundedyear", "foundedon", "foundeddate", "foundingyear", "foundingdate", "established", "incorporated", "incorporationdate", "dateofincorporation"],
        [CompanyField.Employees] = ["employees", "employeecount", "numberofemployees", "noofemployees", "numemployees", "employeescount", "fulltimeemployees", "headcount", "staff", "companysize", "size"],
        [CompanyField.Website] = ["website", "websiteurl", "companywebsite", "homepage", "homepageurl", "domain", "companydomain", "url", "web"],
        [CompanyField.Description] = ["description", "fulldescription", "shortdescription", "companydescription", "about", "summary", "overview", "businessdescription"],
        [CompanyField.RegistryNumber] =
        [
            "cik", "lei", "companynumber", "companyno", "companyregistrationnumber", "registrationnumber", "registrynumber", "registernumber", "crn",
            "registrationno", "vatnumber", "dunsnumber", "duns",
        ],
    };

    private static readonly Dictionary<string, (CompanyField Field, int Rank)> ByName = Usual
        .SelectMany(pair => pair.Value.Select((name, rank) => KeyValuePair.Create(name, (pair.Key, rank))))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The field that a column contains, and the column's rank among the columns of that field; null if the name is not known.</summary>
    public static (CompanyField Field, int Rank)? Recognise(string column)
    {
        Span<char> letters = stackalloc char[Math.Min(column.Length, 64)];
        var length = 0;
        foreach (var c in column)
        {
            if (char.IsLetterOrDigit(c) && length < letters.Length)
                letters[length++] = char.ToLowerInvariant(c);
        }

        return ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(letters[..length], out var found) ? found : null;
    }
}
