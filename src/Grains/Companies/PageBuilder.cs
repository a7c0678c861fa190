namespace Streams.Grains.Companies;

/// <summary>Groups rows into pages. Not thread-safe: one read owns it.</summary>
internal sealed class PageBuilder(int pageSize)
{
    private List<Company> _companies = new(pageSize);
    private int _skipped;
    private long _lastRow;

    /// <summary>Adds a row; <paramref name="company"/> is null for a skipped one. Returns the page once it is full, otherwise null.</summary>
    public CompanyPage? Add(long row, Company? company)
    {
        _lastRow = row;
        if (company is null)
            _skipped++;
        else
            _companies.Add(company);
        return _companies.Count + _skipped >= pageSize ? Take() : null;
    }

    /// <summary>The incomplete last page; null if it would be empty.</summary>
    public CompanyPage? Rest() => _companies.Count + _skipped > 0 ? Take() : null;

    private CompanyPage Take()
    {
        var page = new CompanyPage(_lastRow, _companies, _skipped);
        (_companies, _skipped) = (new(pageSize), 0);
        return page;
    }
}
