namespace Streams.Grains.Companies;

/// <summary>Opens the file that companies are found in.</summary>
internal static class CompanySources
{
    /// <summary>A source of the file's kind: JSON Lines by <c>.jsonl</c>, <c>.ndjson</c> or <c>.json</c>, else CSV.</summary>
    /// <exception cref="CompanySourceException">There is no such file.</exception>
    public static ICompanySource Open(string path)
    {
        if (Directory.Exists(path))
            throw new CompanySourceException($"'{Path.GetFileName(path)}' is a folder; the companies are read from a CSV or JSON Lines file.");
        if (!File.Exists(path))
            throw new CompanySourceException($"There is no file '{Path.GetFileName(path)}' to read companies from.");
        return Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" or ".JSON" ? new JsonLinesCompanySource(path) : new CsvCompanySource(path);
    }

    /// <summary>Opens a file for reading, beside others who read or write it.</summary>
    internal static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CompanySourceException($"'{Path.GetFileName(path)}' cannot be read.", exception);
        }
    }
}
