using System.CommandLine;
using Streams.Bench.Cluster;
using Streams.Bench.Fanout;
using Streams.Bench.Load;
using Streams.Bench.Log;
using Streams.Bench.Page;
using Streams.Bench.Relay;

var root = new RootCommand("Measures Streams and prints the figures as Markdown. `make bench` and its variants build what is measured first.")
{
    LoadCommand.Create(),
    RelayCommand.Create(),
    ClusterCommand.Create(),
    LogCommand.Create(),
    PageCommand.Create(),
    FanoutCommand.Create(),
};

// Longer than the server takes to stop, so that an interrupted bench leaves no server and no data behind.
return await ToolHost.RunAsync("bench", root, args, timeToCleanUp: TimeSpan.FromSeconds(20));
