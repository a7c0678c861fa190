using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Streams.Silo.Hosting;

/// <summary>Where a process listens for HTTP, as the settings say it.</summary>
public static class ListenAddress
{
    /// <summary>The address of <c>Streams:Host</c> (loopback where not set) and <c>Streams:Port</c>.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="defaultPort">The port where none is set.</param>
    /// <exception cref="InvalidSettingException">One of them is wrong.</exception>
    public static IPEndPoint Read(IConfiguration configuration, int defaultPort)
    {
        var section = configuration.GetSection(SiloSettings.Section);
        var host = section["Host"] ?? "127.0.0.1";
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address))
            throw new InvalidSettingException($"The host is '{host}'; it must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");
        var port = section["Port"] ?? defaultPort.ToString(CultureInfo.InvariantCulture);
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidSettingException($"The port is '{port}'; it must be a whole number from 0 (any free one) to 65535.");
        return new(address, number);
    }

    /// <summary>
    /// Sees that one can listen there. Kestrel binds last, when grains and agents run already: to find out only then would mean to start and stop all of them.
    /// </summary>
    /// <exception cref="InvalidSettingException">Another process listens there, this machine has no such address, or the port is not for everybody.</exception>
    public static void EnsureUsable(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
        }
        catch (SocketException exception)
        {
            throw new InvalidSettingException(exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Another process listens on {address}: start it with another port (PORT=…).",
                SocketError.AddressNotAvailable => $"This machine has no address {address.Address}: start it with another one (HOST=…).",
                _ => $"Cannot listen on {address}: {exception.Message}.",
            });
        }
    }
}
