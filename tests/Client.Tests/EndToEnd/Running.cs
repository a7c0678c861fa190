using Microsoft.Extensions.DependencyInjection;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>A client of a server that runs, on the real clock.</summary>
internal sealed class Running : IDisposable
{
    private readonly ServiceProvider _services;

    public Running(string url)
    {
        var services = new ServiceCollection();
        services.AddStreamsClient(options => options.BaseAddress = new(url));
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<StreamsClient>();
    }

    public StreamsClient Client { get; }

    public void Dispose() => _services.Dispose();
}
