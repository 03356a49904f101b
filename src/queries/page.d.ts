/** A page's script or stylesheet, bundled, compressed and in base64 (infra/build/page.ts). */
declare module 'page:*' {
  const base64: string;
  export default base64;
}
