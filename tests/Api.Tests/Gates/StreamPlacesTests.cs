using CsCheck;
using Streams.Api.Gates;

namespace Streams.Api.Tests.Gates;

public sealed class StreamPlacesTests
{
    private const int Generation = 4;

    [Fact]
    public void It_is_bounded_and_knows_the_latest_place_of_the_streams_asked_for_last() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 100].Sample(steps =>
        {
            var places = new StreamPlaces<string>(Generation);
            var (latest, used) = (new Dictionary<string, string>(), new List<string>());
            foreach (var (stream, place, step) in steps)
            {
                var id = $"s{stream}";
                if (step == 0)
                {
                    places.Forget(id);
                    latest.Remove(id);
                }
                else if (step < 3)
                {
                    places.Set(id, latest[id] = $"p{place}");
                }
                else
                {
                    var known = places.Find(id);
                    Assert.True(known is null || known == latest[id]);
                    Assert.True(known is not null || !latest.ContainsKey(id) || !used.Contains(id), $"{id} was forgotten too early.");
                    if (known is null)
                        latest.Remove(id);
                }

                used.Remove(id);
                used.Add(id);
                used = [.. used.TakeLast(Generation)];
                Assert.True(places.Count <= 2 * Generation);
            }
        });
}
