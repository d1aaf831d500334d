using System.Collections.Concurrent;

namespace FunctionalNet.Execution;

/// <summary>
/// Things that are dear to make and have memory of their own, such as plans: each is lent to one user at a time and then
/// kept for the next with the same key. A key says of which type its values are.
/// </summary>
internal sealed class ResourcePool<TKey>
    where TKey : notnull
{
    // Whoever comes with ever new keys, such as sizes of batches, shall not keep a value for each.
    private const int KeptKeys = 32;

    private readonly ConcurrentDictionary<TKey, ConcurrentBag<object>> idle = [];

    public TValue Rent<TValue>(TKey key, Func<TKey, TValue> make)
        where TValue : class =>
        idle.TryGetValue(key, out var bag) && bag.TryTake(out var value) ? (TValue)value : make(key);

    public void Return(TKey key, object value)
    {
        if (!idle.ContainsKey(key) && idle.Count >= KeptKeys)
        {
            idle.Clear();
        }

        idle.GetOrAdd(key, _ => []).Add(value);
    }
}
