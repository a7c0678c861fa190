using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Http.Reports;
using Streams.Api.Hosting;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Relay.Tests;

/// <summary>Kestrel on a free port with hub and SSE over a fake source and a fake clock.</summary>
internal sealed class LiveServer : IAsyncDisposable, IEventFeed, IReportGateway
{
    private readonly WebApplication _app;

    private LiveServer(Action<RelayOptions>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton<IStreamSource>(Source).AddSingleton<IEventFeed>(this)
            .AddSingleton<IReportGateway>(this).AddStreamsLive();
        if (configure is not null)
            builder.Services.Configure(configure);
        _app = builder.Build();
        _app.MapStreamsLive();
    }

    public FakeTimeProvider Time { get; } = new(FakeLog.Start);

    public FakeSource Source { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public StreamRelay Relay => _app.Services.GetRequiredService<StreamRelay>();

    public static async Task<LiveServer> StartAsync(Action<RelayOptions>? configure = null)
    {
        var server = new LiveServer(configure);
        await server._app.StartAsync();
        server.Http = new() { BaseAddress = new(server._app.Urls.First()) };
        return server;
    }

    public Task StopAsync() => _app.StopAsync();

    public async Task<HubConnection> ConnectAsync()
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(Http.BaseAddress!, "/hubs/streams")).Build();
        await hub.StartAsync();
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    Task IEventFeed.StartAsync(IFeedSink sink, CancellationToken cancellation) => Task.CompletedTask;

    Task<Outcome<ReportAck>> IReportGateway.ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation) =>
        reports[0].ReportId == "bug" ? throw new InvalidOperationException("secret") : Task.FromResult<Outcome<ReportAck>>(new ReportAck(reports.Length, 0, new("e1", 7)));
}
