using Microsoft.AspNetCore.Builder;
using Streams.Api.Hosting;
using Streams.Silo.Hosting;

namespace Streams.Operations.Tests.Hosting;

/// <summary>A host of the product inside the test process: on a free port, with no console output, and data in a temporary folder or a database.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private static readonly string[] Common = ["--port", "0", "--Logging:Console:LogLevel:Default=None"];

    private readonly WebApplication _app;
    private readonly string? _folder;

    private RunningHost(WebApplication app, string? folder) => (_app, _folder) = (app, folder);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(4) };

    /// <summary>API and silo in one process, on SQLite.</summary>
    public static Task<RunningHost> ApiAsync(params string[] more) => ApiAsync([], more);

    /// <summary>The same, with additional environment variables.</summary>
    public static Task<RunningHost> ApiAsync((string Name, string Value)[] environment, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("streams-operations-").FullName;
        return StartAsync(() => StreamsApp.Build([.. Common, "--data", folder, .. more]), folder, environment);
    }

    /// <summary>A silo of a cluster.</summary>
    public static Task<RunningHost> SiloAsync(string database, params string[] more) =>
        StartAsync(() => SiloApp.Build([.. Common, $"--Streams:Postgres={database}", .. more]));

    /// <summary>An API host that is a client of a cluster.</summary>
    public static Task<RunningHost> ClientAsync(string database, params string[] more) =>
        StartAsync(() => StreamsApp.Build([.. Common, $"--Streams:Postgres={database}", "--Streams:InProcessSilo=false", .. more]));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RunningHost> StartAsync(Func<WebApplication> build, string? folder = null, params (string Name, string Value)[] environment)
    {
        var host = new RunningHost(BuildIn(environment, build), folder);
        await host._app.StartAsync();
        host.Http.BaseAddress = new(host._app.Urls.First());
        return host;
    }

    private static WebApplication BuildIn((string Name, string Value)[] environment, Func<WebApplication> build)
    {
        // The environment is only read while the app is built.
        foreach (var (name, value) in environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            return build();
        }
        finally
        {
            foreach (var (name, _) in environment)
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
