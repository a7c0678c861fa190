using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>An API host with a silo, one of several equal nodes on one database.</summary>
internal static class ClusterNode
{
    /// <summary>Adds the silo and what compensates for lost nodes.</summary>
    public static void Add(WebApplicationBuilder builder, SiloSettings settings)
    {
        settings.RequirePostgres("the nodes of a cluster (Streams:Clustered=true) find one another in a PostgreSQL database and keep their data there");
        builder.AddStreamsSilo(settings, clustered: true);

        // The streams of its own silo are one local call away, and its directory finds the others.
        ClusterMember.Add(builder, services =>
        {
            var own = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
            return new(AddressOf: place => place.Silo.Equals(own) ? null : place.Silo, SharesUnknown: false);
        });
    }
}
