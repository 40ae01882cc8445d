import { expect, test } from 'vitest'
import { serverAddresses } from './server-addresses.ts'

const isLeftToServer = (path: string) => serverAddresses.some((address) => address.test(path))

test.each(['/docs', '/docs/', '/docs/ur/use/enumerator/', '/api/me', '/sync', '/livez', '/readyz'])(
	'%s opened on an enrolled phone is answered by the server',
	(path) => expect(isLeftToServer(path)).toBe(true),
)
test.each(['/', '/desk', '/desk/records', '/docsomething', '/send', '/synced'])(
	'%s is the app, also offline',
	(path) => expect(isLeftToServer(path)).toBe(false),
)
