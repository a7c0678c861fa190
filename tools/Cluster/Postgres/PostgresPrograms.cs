using System.Diagnostics;

namespace Streams.Cluster.Postgres;

/// <summary>The programs of PostgreSQL, where Debian and those who follow it put them.</summary>
internal static class PostgresPrograms
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>PostgreSQL refuses to run as root; root runs it as the user that the package makes.</summary>
    public const string User = "postgres";

    /// <summary>The command line of one of the programs, as a user whom PostgreSQL accepts.</summary>
    /// <exception cref="ClusterException">PostgreSQL is not installed.</exception>
    public static IReadOnlyList<string> Command(string program, params string[] arguments)
    {
        // setpriv replaces itself by the program, where runuser stays as its parent and would be the one that gets the signals.
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups", "--"] : [];
        return [.. user, Path.Combine(Folder(), program), .. arguments];
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="ClusterException">It failed; the message has what it said.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await output;
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
            throw new ClusterException($"{string.Join(' ', command)} failed: {errors.Trim()}");
    }

    private static string Folder()
    {
        var versions = Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [];
        return versions.Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
            ?? throw new ClusterException("PostgreSQL is not installed: apt-get install postgresql, or give a database with POSTGRES='Host=…;Database=…;Username=…'.");
    }
}
