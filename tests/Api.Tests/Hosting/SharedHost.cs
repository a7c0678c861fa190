using Streams.Api.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedHost))]

namespace Streams.Api.Tests.Hosting;

/// <summary>One host for all tests; each test creates its own streams.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await TestHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
