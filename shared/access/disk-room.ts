import * as z from 'zod/mini'

/** Room on the disk of the server: null where there is enough, or it cannot be asked. */
export const diskRoomSchema = z.object({ little: z.nullable(z.object({ freeMegabytes: z.int() })) })
export type DiskRoom = z.infer<typeof diskRoomSchema>
