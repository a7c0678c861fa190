using Streams.Api.Http;
using Streams.Api.Http.Health;
using Streams.Api.Live;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>The whole product in one process: API, relay, silo, log.</summary>
public static class StreamsApp
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    /// <summary>Builds the application from the command line and the configuration.</summary>
    /// <param name="args">The command line; see <see cref="CommandLine"/>.</param>
    /// <param name="configure">Adds to what is hosted.</param>
    /// <exception cref="InvalidSettingException">A setting is wrong, or another process listens where this one should.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        CommandLine.Check(args);

        // Settings and static files lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, CommandLine.Switches);
        var address = ListenAddress.Read(builder.Configuration);
        ListenAddress.EnsureUsable(address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        builder.AddStreamsSilo();
        builder.Services.AddStreamsHttp();
        builder.Services.AddStreamsLive();
        builder.Services.AddSingleton<IReadiness, StorageReadiness>();

        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseStreamsProblems();
        Dashboard.Use(app);
        app.MapStreamsHttp();
        app.MapStreamsLive();
        Dashboard.Map(app);
        return app;
    }

    /// <summary>Opens what may not be there, so that a failure is told before anything has started.</summary>
    /// <exception cref="DataFolderInUseException">Another process has the data folder.</exception>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="CompanySourceException">The file of companies is not there.</exception>
    public static void OpenData(WebApplication app)
    {
        app.Services.GetRequiredService<ICompanySource>();
        app.Services.GetRequiredService<IDataStore>();
    }
}
