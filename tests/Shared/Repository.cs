namespace Streams.Tests;

/// <summary>Paths in the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The API, in the configuration of these tests.</summary>
    public static string Api { get; } = Program("Api");

    /// <summary>The silo without the API, in the configuration of these tests.</summary>
    public static string Silo { get; } = Program("Silo");

    /// <summary>A file of the repository.</summary>
    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>The companies of the S&amp;P 500; skips the test if the file is not next to the repository.</summary>
    public static string SharedCompanies()
    {
        var path = Path.GetFullPath(File("..", "shared", "data", "sp500-constituents.csv"));
        if (!System.IO.File.Exists(path))
            Assert.Skip("../shared/data/sp500-constituents.csv is missing.");
        return path;
    }

    private static string Program(string project) =>
        Path.Combine(Root, "artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name, $"Streams.{project}.dll");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Streams.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No folder above the tests has Streams.sln.");
    }
}
