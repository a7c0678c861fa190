using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Streams.Grains.Cluster;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Silo.Health;
using Streams.Silo.Telemetry;

namespace Streams.Silo.Hosting;

/// <summary>A silo of a cluster: grains, agents and log, and HTTP for health and metrics alone.</summary>
public static class SiloApp
{
    private const int DefaultPort = 5081;

    // Nobody is sent to a silo by a load balancer: it leaves the cluster by telling the others.
    private static readonly DrainOptions Draining = new(Delay: TimeSpan.Zero, Limit: TimeSpan.FromSeconds(10));

    /// <summary>Builds the silo from the command line and the configuration.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong, or another process listens where this one should.</exception>
    public static WebApplication Build(string[] args)
    {
        CommandLineCheck.Check(args, SiloCommandLine.Switches);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, SiloCommandLine.Switches);
        var settings = SettingsReader.Read(builder.Configuration);
        SettingsReader.RequirePostgres(settings, "a silo finds its cluster in a PostgreSQL database and keeps its data there");
        var address = ListenAddress.Read(builder.Configuration, DefaultPort);
        ListenAddress.EnsureUsable(address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.AddStreamsSilo(settings, clustered: true);
        builder.Services.AddHostedService<WarmUp>();
        builder.Services.AddDrain(Draining);
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();
        builder.Services.AddSingleton<Readiness>();
        builder.AddStreamsTelemetry("streams-silo");
        builder.Services.AddHostedService<SiloGreeting>();

        var app = builder.Build();
        SiloHealth.Map(app);
        app.MapStreamsTelemetry();
        OrleansDashboard.Map(app, settings);
        return app;
    }

    /// <summary>Opens what may not be there, so that a failure is told before anything has started.</summary>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="CompanySourceException">The file of companies is not there.</exception>
    public static void OpenData(WebApplication app)
    {
        app.Services.GetRequiredService<ICompanySource>();
        app.Services.GetRequiredService<IDataStore>();
    }
}
