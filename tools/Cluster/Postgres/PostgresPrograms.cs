using System.Diagnostics;

namespace Streams.Cluster.Postgres;

/// <summary>PostgreSQL's programs, in the folders that Debian and its derivatives use.</summary>
internal static class PostgresPrograms
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>PostgreSQL refuses to run as root, so root runs it as the user that the package creates.</summary>
    public const string User = "postgres";

    /// <summary>The command line that runs a program as a user that PostgreSQL accepts.</summary>
    /// <exception cref="ClusterException">PostgreSQL is not installed.</exception>
    public static IReadOnlyList<string> Command(string program, params string[] arguments)
    {
        // setpriv replaces itself with the program. runuser would stay as its parent and receive the signals instead.
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups", "--"] : [];
        return [.. user, Path.Combine(Folder(), program), .. arguments];
    }

    /// <summary>Runs a command and waits until it exits.</summary>
    /// <exception cref="ClusterException">The command failed; the message contains its error output.</exception>
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
            ?? throw new ClusterException("PostgreSQL is not installed: apt-get install postgresql, or pass a database with POSTGRES='Host=…;Database=…;Username=…'.");
    }
}
