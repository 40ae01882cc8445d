import { randomId } from '#shared/kernel/ids'
import { serverRandom } from '../accounts/codes.ts'

/** A name by which phones know that a store was put back: another one each time. */
export const newEra = (): string => randomId(serverRandom).slice(0, 8)
