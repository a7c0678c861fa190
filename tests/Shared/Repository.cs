namespace Streams.Tests;

/// <summary>Where things are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The program, as built with these tests.</summary>
    public static string Api { get; } = Program("Api");

    /// <summary>A silo without the API, as built with these tests.</summary>
    public static string Silo { get; } = Program("Silo");

    /// <summary>A file that belongs to the repository.</summary>
    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>The companies of the S&amp;P 500; skips the test where they are not beside the repository.</summary>
    public static string SharedCompanies()
    {
        var path = Path.GetFullPath(File("..", "shared", "data", "sp500-constituents.csv"));
        if (!System.IO.File.Exists(path))
            Assert.Skip("../shared/data/sp500-constituents.csv is not there.");
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

        throw new InvalidOperationException("Streams.sln is in no folder above the tests.");
    }
}
