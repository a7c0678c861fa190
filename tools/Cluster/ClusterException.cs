using Streams.Tools;

namespace Streams.Cluster;

/// <summary>The cluster cannot be started, or a command cannot be carried out.</summary>
internal sealed class ClusterException(string message) : ToolException(message);
