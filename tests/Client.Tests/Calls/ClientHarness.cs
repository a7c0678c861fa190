using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Calls;

/// <summary>A client as <c>AddStreamsClient</c> creates it, with a fake server and a fake clock.</summary>
internal sealed class ClientHarness : IDisposable
{
    private readonly ServiceProvider _services;

    public ClientHarness(Action<StreamsClientOptions>? configure = null)
    {
        Server = new(Time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddStreamsClient(options =>
        {
            options.BaseAddress = new("http://server/base");
            configure?.Invoke(options);
        }).ConfigurePrimaryHttpMessageHandler(() => Server);
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<StreamsClient>();
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public FakeServer Server { get; }

    public StreamsClient Client { get; }

    /// <summary>Answers one request after the other; null is a connection that breaks after the request was sent.</summary>
    public void Answers(params HttpResponseMessage?[] answers) => Server.Answer = (received, _) =>
        Task.FromResult(answers[received.Number - 1] ?? throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut"));

    public void Dispose() => _services.Dispose();
}
