using System.Collections.Concurrent;

namespace FunctionalNet.Execution;

/// <summary>
/// Things that are dear to make and have memory of their own, such as plans: each is lent to one user at a time and then
/// kept for the next with the same key.
/// </summary>
internal sealed class ResourcePool<TKey, TValue>
    where TKey : notnull
{
    // Whoever comes with ever new keys, such as sizes of batches, shall not keep a value for each.
    private const int KeptKeys = 32;

    private readonly ConcurrentDictionary<TKey, ConcurrentBag<TValue>> idle = [];

    public TValue Rent(TKey key, Func<TKey, TValue> make) =>
        idle.TryGetValue(key, out var bag) && bag.TryTake(out var value) ? value : make(key);

    public void Return(TKey key, TValue value)
    {
        if (!idle.ContainsKey(key) && idle.Count >= KeptKeys)
        {
            idle.Clear();
        }

        idle.GetOrAdd(key, _ => []).Add(value);
    }
}
