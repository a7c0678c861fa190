namespace Streams.Tools;

/// <summary>A failure that the user can act on. Its message is shown without a stack trace.</summary>
internal class ToolException(string message) : Exception(message);
