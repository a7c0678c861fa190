using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Streams.Cluster.Processes;
using Streams.Tools;

namespace Streams.Cluster.Postgres;

/// <summary>A temporary PostgreSQL server for the cluster, on a free loopback port. It has a password, because every user of the machine can connect.</summary>
internal sealed partial class PrivatePostgres : IDisposable
{
    private readonly string _folder;
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly int _port = FreePort.Find();

    private PrivatePostgres(string folder) => _folder = folder;

    /// <summary>The connection string for silos and API hosts. It names the default database that every new server has.</summary>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username={PostgresPrograms.User};Password={_password}");

    /// <summary>How to run the server.</summary>
    public MemberPlan Plan => new(
        "postgres",
        "postgres",
        PostgresPrograms.Command(
            "postgres",
            "-D", Data,
            "-p", _port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
            "-c", "max_connections=300",
            "-c", "log_checkpoints=off"),
        Ready())
    {
        // Fast shutdown: do not wait for the clients to disconnect.
        EndSignal = Signals.Interrupt,
        Folder = _folder,
        Place = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}, temporary: deleted at the end"),
    };

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates the server's data folder. The server does not run yet.</summary>
    /// <exception cref="ClusterException">PostgreSQL is not installed, or initdb failed.</exception>
    public static async Task<PrivatePostgres> CreateAsync(CancellationToken cancellation)
    {
        var postgres = new PrivatePostgres(TemporaryFolder.Make());
        try
        {
            await postgres.InitializeAsync(cancellation);
            return postgres;
        }
        catch
        {
            postgres.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the folder. The server must have exited.</summary>
    public void Dispose()
    {
        if (TemporaryFolder.IsOurs(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync(CancellationToken cancellation)
    {
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, _password, cancellation);
        var command = PostgresPrograms.Command(
            "initdb", "-D", Data, "-U", PostgresPrograms.User, "--auth=scram-sha-256", $"--pwfile={password}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        if (Environment.IsPrivilegedProcess)
            await PostgresPrograms.RunAsync(["chown", "-R", PostgresPrograms.User, _folder], cancellation);
        await PostgresPrograms.RunAsync(command, cancellation);
        File.Delete(password);
    }

    [GeneratedRegex("database system is ready to accept connections")]
    private static partial Regex Ready();
}
