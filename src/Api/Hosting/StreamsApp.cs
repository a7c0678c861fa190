using Microsoft.Extensions.Options;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Health;
using Streams.Silo.Hosting;
using Streams.Silo.Telemetry;

namespace Streams.Api.Hosting;

/// <summary>The API and the relay, either with a silo in the same process (the whole product) or as a client of the silos of a cluster.</summary>
internal static class StreamsApp
{
    private const int DefaultPort = 5080;
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    /// <summary>Builds the application from the command line and the configuration.</summary>
    /// <param name="args">The command line; see <see cref="CommandLine"/>.</param>
    /// <param name="configure">Adds services.</param>
    /// <exception cref="InvalidSettingException">A setting is wrong, or another process listens where this one should.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        CommandLineCheck.Check(args, CommandLine.Switches);

        // Settings and static files are next to the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, CommandLine.Switches);
        var settings = SettingsReader.Read(builder.Configuration);
        var hosting = builder.Configuration.GetSection(SiloSettings.Section).Get<ApiSettings>() ?? new ApiSettings();
        var address = ListenAddress.Read(builder.Configuration, DefaultPort);
        ListenAddress.EnsureUsable(address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        var delay = hosting.DrainDelay ?? (hosting.InProcessSilo ? TimeSpan.Zero : ApiSettings.ClusterDrainDelay);
        builder.Services.AddOptions<ApiSettings>().BindConfiguration(SiloSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ApiSettings>, ApiSettingsValidator>();
        builder.Services.AddDrain(new DrainOptions(delay, ShutdownLimit));
        if (hosting.InProcessSilo)
            builder.AddStreamsSilo(settings, clustered: false);
        else
            ClusterClient.Add(builder, settings);
        builder.AddStreamsTelemetry("streams-api");
        builder.Services.AddStreamsHttp();
        builder.Services.AddStreamsLive();
        builder.Services.AddSingleton<IReadiness, StorageReadiness>();

        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseStreamsProblems();
        if (!hosting.InProcessSilo)
            app.UseMiddleware<RepeatedReads>();
        Dashboard.Use(app);
        app.MapStreamsHttp();
        app.MapStreamsTelemetry();
        if (hosting.InProcessSilo)
            OrleansDashboard.Map(app, settings);
        app.MapStreamsLive();
        Dashboard.Map(app);
        return app;
    }

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
