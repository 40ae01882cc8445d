import { act } from '@testing-library/react'
import { afterPaint } from '../ui/after-paint.ts'

/**
 * Resolves when everything that waits for a frame is rendered. For tests that something does not happen:
 * before the frame they would pass in any case.
 */
export const painted = (): Promise<void> => act(() => new Promise<void>((drawn) => afterPaint(drawn)))
