using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>A silo of a cluster: grains, agents and log, with HTTP only for health, metrics and the dashboard.</summary>
internal static class SiloApp
{
    private const int DefaultPort = 5081;

    // A silo has no load balancer in front of it, so it needs no delay: it leaves the cluster by itself.
    private static readonly DrainOptions Draining = new(Delay: TimeSpan.Zero, Limit: TimeSpan.FromSeconds(10));

    internal static HostCommand CommandLine { get; } = new(
        """
        One silo of a Streams cluster. Runs streams and agents, keeps the data in PostgreSQL, serves API hosts (Streams.Api with Streams__InProcessSilo=false).

        Streams__Postgres must be set to the connection string of the cluster's database. All settings, such as Streams__Address, Streams__SiloPort, Streams__GatewayPort
        and Streams__ClusterId, are in docs/configuration.md.
        """,
        new("--port", "Streams:Port", "N", $"Port of health, metrics and the Orleans dashboard; 0 for any free port (default {DefaultPort})"),
        new("--host", "Streams:Host", "ADDRESS", "Address to listen on for these; 0.0.0.0 for all (default 127.0.0.1)"),
        new("--companies", "Streams:Companies", "FILE", "CSV or JSON Lines file that agents search (default: the shipped sample)"));

    /// <exception cref="InvalidSettingException">The command line or a setting is invalid, or another process uses the port.</exception>
    /// <exception cref="OptionsValidationException">A setting is invalid.</exception>
    public static WebApplication Build(string[] args)
    {
        var given = CommandLine.Read(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(given);
        CheckSettings(builder.Configuration);
        var settings = builder.AddSettings<SiloSettings, SiloSettingsValidator>();
        settings.RequirePostgres("a silo finds its cluster in a PostgreSQL database and keeps its data there");
        var address = builder.AddSettings<ListenSettings, ListenSettingsValidator>().ToEndPoint(DefaultPort);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.AddStreamsSilo(settings, clustered: true);
        builder.Services.AddDrain(Draining);
        builder.Services.AddHostedService<MemoryRelease>();
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();
        builder.Services.AddSingleton<Readiness>();
        builder.AddStreamsTelemetry("streams-silo");
        builder.Services.AddHostedService<SiloGreeting>();

        var app = builder.Build();
        HealthRoutes.Map(app.MapWithHead());
        app.MapStreamsTelemetry();
        OrleansDashboard.Map(app, settings);
        return app;
    }

    /// <summary>Checks the names and types of the given settings; those of API hosts have no effect but are accepted.</summary>
    /// <exception cref="InvalidSettingException">Some are invalid.</exception>
    internal static void CheckSettings(IConfiguration configuration) => GivenSettings.Check(
        configuration, typeof(SiloApp).Assembly, "Streams:InProcessSilo", "Streams:Clustered", "Streams:DrainDelay", "Streams:Delivery:Again", "Streams:Delivery:GiveUp");

    /// <summary>Opens the data and the companies, so that a missing one fails the start before anything runs.</summary>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="CompanySourceException">The file of companies is missing or unreadable.</exception>
    public static void OpenData(WebApplication app)
    {
        app.Services.GetRequiredService<ICompanySource>();
        app.Services.GetRequiredService<IDataStore>();
    }
}
