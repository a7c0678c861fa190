namespace Streams.Grains.Companies;

/// <summary>Where companies come from. Read page by page, in one order that stays the same, so that a run can go on where it was. Thread-safe: every read is its own.</summary>
public interface ICompanySource
{
    /// <summary>What people call it, such as a file's name; no path.</summary>
    string Name { get; }

    /// <summary>Reads page by page, streamed: memory does not grow with the source.</summary>
    /// <param name="afterRow">The row after which to begin; 0 for the start.</param>
    /// <param name="pageSize">How many rows a page has at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CompanySourceException">The source cannot be read, or is none; the message is for people.</exception>
    IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, CancellationToken cancellation);
}

/// <summary>A page of a source.</summary>
/// <param name="LastRow">The number of the last row it covers: where the next page begins. Rows count from 1, skipped ones included.</param>
/// <param name="Companies">The companies, in the source's order.</param>
/// <param name="Skipped">How many rows were no company: without a name, or not readable.</param>
public sealed record CompanyPage(long LastRow, IReadOnlyList<Company> Companies, int Skipped);

/// <summary>A company as a source tells it.</summary>
public sealed record Company
{
    /// <summary>The row that it came from, from 1.</summary>
    public required long Row { get; init; }

    /// <summary>Its name, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its industries, widest first (sector, sub-industry, categories); empty where not told.</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Its places, as told (headquarters, city, country); empty where not told.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>The year of its foundation.</summary>
    public int? Founded { get; init; }

    /// <summary>How many employees it has; of a range, the lower end.</summary>
    public int? Employees { get; init; }

    /// <summary>Its web site, as told.</summary>
    public string? Website { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Its number in a registry (CIK, company number, LEI), as told.</summary>
    public string? RegistryNumber { get; init; }
}

/// <summary>A source cannot be read. The message is for people and names no path.</summary>
public sealed class CompanySourceException(string message, Exception? cause = null) : Exception(message, cause);
