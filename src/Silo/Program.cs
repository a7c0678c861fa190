using Microsoft.Extensions.Hosting;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Hosting;

// A silo without the API: it runs grains and agents, and serves Orleans clients on Streams:GatewayPort.
try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddStreamsSilo();
    await builder.Build().RunAsync();
    return 0;
}
catch (DataFolderInUseException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
