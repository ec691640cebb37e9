import Commands

await Skein.start()
