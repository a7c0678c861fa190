using Streams.Cluster;
using Streams.Tools;

// No time limit after a signal: `run` handles signals itself, and shutting a cluster down takes longer than a command usually gets.
return await ToolHost.RunAsync("cluster", ClusterCommand.Create(), args, timeToCleanUp: null);
