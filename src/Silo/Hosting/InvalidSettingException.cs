namespace Streams.Silo.Hosting;

/// <summary>A setting is invalid; the message gives its name and the valid values.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
