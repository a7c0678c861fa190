using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class AppendBudgetTests
{
    private readonly AppendBudget _budget = new();

    [Fact]
    public void A_stream_has_a_limited_number_of_appends_in_progress()
    {
        for (var i = 0; i < AppendBudget.MaxAppends; i++)
            Assert.True(_budget.TryAcquire(1));
        Assert.False(_budget.TryAcquire(1));
        _budget.Release(1);
        Assert.True(_budget.TryAcquire(1));
        Assert.False(_budget.TryAcquire(1));
    }

    [Fact]
    public void A_stream_has_a_limited_number_of_bytes_in_progress_but_one_append_is_always_admitted()
    {
        Assert.True(_budget.TryAcquire(AppendBudget.MaxBytes + 1));
        Assert.False(_budget.TryAcquire(1));
        _budget.Release(AppendBudget.MaxBytes + 1);
        Assert.True(_budget.TryAcquire(AppendBudget.MaxBytes));
        Assert.False(_budget.TryAcquire(1));
    }
}
