using Microsoft.Extensions.Hosting;
using Streams.Silo.Hosting;

// A silo without the API: it runs grains and agents, and serves Orleans clients on Streams:GatewayPort.
try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddStreamsSilo();
    await builder.Build().RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception) is { } message)
{
    await Console.Error.WriteLineAsync($"streams-silo: {message}");
    return 1;
}
