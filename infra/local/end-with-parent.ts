// Preloaded with `node --import`. The channel to the parent process closes when that process ends, whatever ended it,
// and this process then ends as well. Before a program has handlers for SIGTERM, the signal ends it at once.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel must not keep a program alive that has finished.
process.channel?.unref()
