using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Api.Hosting;

namespace Streams.Api.Tests.Hosting;

/// <summary>The HTTP API with a cluster whose calls all fail.</summary>
internal sealed class FailingHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FailingHost(Exception failure, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(FailingGrains.With(failure));
        builder.Services.AddStreamsHttp();
        configure?.Invoke(builder.Services);
        _app = builder.Build();
        _app.UseStreamsProblems();
        _app.MapStreamsHttp();
    }

    public HttpClient Http { get; } = new();

    /// <summary>The logged warnings and errors.</summary>
    public LogList Logs { get; } = new();

    public static async Task<FailingHost> StartAsync(Exception failure, Action<IServiceCollection>? configure = null)
    {
        var host = new FailingHost(failure, configure);
        await host._app.StartAsync();
        host.Http.BaseAddress = new(host._app.Urls.First());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
