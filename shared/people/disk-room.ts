import * as z from 'zod/mini'

/** Free space on the server's disk. `little` is null if there is enough, or it is unknown. */
export const diskRoomSchema = z.object({ little: z.nullable(z.object({ freeMegabytes: z.int() })) })
export type DiskRoom = z.infer<typeof diskRoomSchema>
