using System.Globalization;
using System.Net;
using Streams.Api.Http;
using Streams.Api.Http.Health;
using Streams.Api.Live;
using Streams.Grains.Companies;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>The whole product in one process: API, relay, silo, log.</summary>
public static class StreamsApp
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    /// <summary>Builds the application from the command line and the configuration.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        // Settings and static files lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, CommandLine.Switches);
        var section = builder.Configuration.GetSection(SiloSettings.Section);
        var address = Address(section);
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
        builder.Services.AddHostedService<Greeting>();

        var app = builder.Build();
        app.UseStreamsProblems();
        app.MapStreamsHttp();
        app.MapStreamsLive();
        return app;
    }

    /// <summary>Opens what may not be there, so that a failure is told before anything has started.</summary>
    /// <exception cref="DataFolderInUseException">Another process has the data folder.</exception>
    /// <exception cref="CompanySourceException">The file of companies is not there.</exception>
    public static void OpenData(WebApplication app)
    {
        app.Services.GetRequiredService<ICompanySource>();
        app.Services.GetRequiredService<SqliteStore>();
    }

    private static IPEndPoint Address(IConfigurationSection section)
    {
        var host = section["Host"] ?? "127.0.0.1";
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address))
            throw new InvalidSettingException($"The host is '{host}'; it must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");
        var port = section["Port"] ?? "5080";
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidSettingException($"The port is '{port}'; it must be a whole number from 0 (any free one) to 65535.");
        return new(address, number);
    }
}
