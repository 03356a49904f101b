/** A file's content, compressed and in base64 (infra/build/gzip.ts). */
declare module 'gzip:*' {
  const base64: string;
  export default base64;
}
