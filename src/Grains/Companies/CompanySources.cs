namespace Streams.Grains.Companies;

/// <summary>Opens files of companies.</summary>
internal static class CompanySources
{
    /// <summary>Chooses the format by the extension: JSON Lines for <c>.jsonl</c>, <c>.ndjson</c> and <c>.json</c>, otherwise CSV.</summary>
    /// <exception cref="CompanySourceException">The file does not exist, or is a folder.</exception>
    public static ICompanySource Open(string path)
    {
        if (Directory.Exists(path))
            throw new CompanySourceException($"'{Path.GetFileName(path)}' is a folder; the companies are read from a CSV or JSON Lines file.");
        if (!File.Exists(path))
            throw new CompanySourceException($"There is no file '{Path.GetFileName(path)}' to read companies from.");
        return Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" or ".JSON" ? new JsonLinesCompanySource(path) : new CsvCompanySource(path);
    }

    /// <summary>Opens a file for reading; others may read, write or delete it meanwhile.</summary>
    /// <exception cref="CompanySourceException">The file cannot be read.</exception>
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
