using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Health;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>The API and the relay, either with a silo in the same process (the whole product) or as a client of the silos of a cluster.</summary>
internal static class StreamsApp
{
    private const int DefaultPort = 5080;
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    /// <summary>The command line of an API host.</summary>
    internal static HostCommand CommandLine { get; } = new(
        """
        Streams: live progress of AI agents. Serves the API, runs the agents, keeps the data in a folder.

        With Streams__Postgres the data is in PostgreSQL instead; with Streams__Clustered=true as well, it is one of several nodes on that database; with
        Streams__InProcessSilo=false, it runs no grains but is a client of a cluster's silos. All settings are in docs/configuration.md.
        """,
        new("--port", "Streams:Port", "N", $"Port of the API; 0 for any free port (default {DefaultPort})"),
        new("--host", "Streams:Host", "ADDRESS", "Address to listen on; 0.0.0.0 for all (default 127.0.0.1)"),
        new("--data", "Streams:Data", "FOLDER", "Folder of the data; one process at a time (default ./data)"),
        new("--companies", "Streams:Companies", "FILE", "CSV or JSON Lines file that agents search (default: the shipped sample)"));

    /// <summary>Builds the application from the command line and the configuration.</summary>
    /// <param name="args">The command line; see <see cref="CommandLine"/>.</param>
    /// <param name="configure">Adds services.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var given = CommandLine.Read(args);

        // Settings and static files are next to the program, whatever the current folder.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(given);
        CheckSettings(builder.Configuration);
        var settings = builder.AddSettings<SiloSettings, SiloSettingsValidator>();
        var hosting = builder.AddSettings<ApiSettings, ApiSettingsValidator>();
        var address = builder.AddSettings<ListenSettings, ListenSettingsValidator>().ToEndPoint(DefaultPort);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        var delay = hosting.DrainDelay ?? (hosting.BelongsToCluster() ? ApiSettings.ClusterDrainDelay : TimeSpan.Zero);
        builder.Services.AddDrain(new DrainOptions(delay, ShutdownLimit));
        if (!hosting.InProcessSilo)
            ClusterClient.Add(builder, settings);
        else if (hosting.Clustered)
            ClusterNode.Add(builder, settings);
        else
            builder.AddStreamsSilo(settings, clustered: false);
        builder.Services.AddHostedService<MemoryRelease>();
        builder.AddStreamsTelemetry("streams-api");
        builder.Services.AddStreamsHttp();
        builder.Services.AddStreamsLive();
        builder.Services.AddSingleton<IReadiness, StorageReadiness>();

        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseStreamsProblems();
        app.UseRequestDecompression();
        if (hosting.BelongsToCluster())
            app.UseMiddleware<RepeatedReads>();
        Dashboard.Use(app);
        var routes = app.MapWithHead();
        routes.MapStreamsHttp();
        app.MapStreamsTelemetry();
        if (hosting.InProcessSilo)
            OrleansDashboard.Map(app, settings);
        routes.MapStreamsLive();
        Dashboard.Map(app, routes);
        return app;
    }

    /// <summary>Checks the names and types of the given settings.</summary>
    /// <exception cref="InvalidSettingException">Some are invalid.</exception>
    internal static void CheckSettings(IConfiguration configuration) => GivenSettings.Check(configuration, typeof(StreamsApp).Assembly);

    /// <summary>Opens the data, so that a failure is reported before anything starts.</summary>
    /// <exception cref="DataFolderInUseException">Another process has the data folder.</exception>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="CompanySourceException">The file of companies does not exist.</exception>
    public static void OpenData(WebApplication app)
    {
        app.Services.GetService<ICompanySource>();
        app.Services.GetRequiredService<IDataStore>();
    }
}
