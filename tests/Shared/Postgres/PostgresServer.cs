using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Streams.Tests;

/// <summary>
/// A private PostgreSQL server on a free loopback port and in a temporary folder, started on first use. PostgreSQL refuses to run as root, so root runs it as Debian's user
/// <c>postgres</c>. Benches use it too, so it does not depend on xunit.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _folder;
    private int _last;

    /// <summary>The program folder on Debian, or null.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The parent process, while the server runs.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Creates an empty database. Skips the test if PostgreSQL is not installed.</summary>
    /// <returns>The connection string.</returns>
    /// <exception cref="PlatformNotSupportedException">PostgreSQL is not installed.</exception>
    public async Task<string> CreateDatabaseAsync()
    {
        if (Programs is null)
        {
            const string Missing = "PostgreSQL is not installed: apt-get install postgresql";
            Skip(Missing);
            throw new PlatformNotSupportedException(Missing);
        }

        await _starting.WaitAsync();
        try
        {
            if (_folder is null)
                await StartFirstAsync();
        }
        finally
        {
            _starting.Release();
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _last)}");
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Starts or restarts the server and waits until it answers.</summary>
    public Task StartAsync() => RunAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder!, "log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200"), "start");

    /// <summary>Stops the server and waits for its exit.</summary>
    /// <param name="mode"><c>fast</c> ends connections in order; <c>immediate</c> is like a crash.</param>
    public Task StopAsync(string mode = "fast") => RunAsync("pg_ctl", "-D", Data, "-w", "-m", mode, "stop");

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid")))
                await StopAsync("immediate");
            Directory.Delete(_folder, recursive: true);
        }

        _starting.Dispose();
    }

    /// <summary>Skips the current test.</summary>
    static partial void Skip(string reason);

    private string Data => Path.Combine(_folder!, "data");

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;Timeout=15;Maximum Pool Size=10");

    private async Task StartFirstAsync()
    {
        _folder = Directory.CreateTempSubdirectory("streams-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
            await ProcessAsync("chown", "postgres", _folder);
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        await RunAsync("initdb", "-D", Data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        await StartAsync();
    }

    private static Task RunAsync(string program, params string[] args)
    {
        program = Path.Combine(Programs!, program);
        return Environment.IsPrivilegedProcess ? ProcessAsync("runuser", ["-u", "postgres", "--", program, .. args]) : ProcessAsync(program, args);
    }

    private static async Task ProcessAsync(string program, params string[] args)
    {
        // Output is discarded: the server that pg_ctl leaves behind would hold a pipe open.
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program }, WorkingDirectory = "/" };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', args)} failed with exit code {process.ExitCode}.");
    }
}
