namespace Streams.Silo.Hosting;

/// <summary>A setting is wrong; the message says which and what it must be.</summary>
internal sealed class InvalidSettingException(string message) : Exception(message);
