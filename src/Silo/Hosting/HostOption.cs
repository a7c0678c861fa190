namespace Streams.Silo.Hosting;

/// <summary>An option on a host's command line.</summary>
/// <param name="Name">Its name, such as <c>--port</c>.</param>
/// <param name="Setting">The setting that it sets, such as <c>Streams:Port</c>.</param>
/// <param name="Value">The placeholder for its value in the help.</param>
/// <param name="Description">Its meaning and its default.</param>
public sealed record HostOption(string Name, string Setting, string Value, string Description);
