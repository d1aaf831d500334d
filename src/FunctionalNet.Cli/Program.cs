Console.WriteLine("usage: fnet COMMAND");
